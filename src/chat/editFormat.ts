import type { JsonSchemaFormat } from '../api/request.ts';
import { toStrictSchema } from '../api/strictSchema.ts';
import { editAnswerSchema } from '../edits/schema.ts';

/** The structured-output format every edit request asks for. */
export const editAnswerFormat: JsonSchemaFormat = { name: 'edit', schema: toStrictSchema(editAnswerSchema) };
