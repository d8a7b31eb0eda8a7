import assert from 'node:assert/strict';
import { modelsOf } from '../../../src/api/models.ts';

describe('A list of models', () => {
  it('is read from an object or a bare list, sorted, each id once (M-G1)', () => {
    const list = [
      { id: 'b', owned_by: 'o' },
      { id: 'a' },
      'c',
      { id: 'b', owned_by: 'o' },
      {},
      { id: '' },
      null,
      5,
    ];
    const models = [{ id: 'a' }, { id: 'b', ownedBy: 'o' }, { id: 'c' }];
    assert.deepEqual(modelsOf(JSON.stringify({ object: 'list', success: true, data: list })), models);
    assert.deepEqual(modelsOf(JSON.stringify(list)), models);
    assert.deepEqual(modelsOf('{"data":[]}'), []);
  });

  it('leaves out only models that say they do something else than text (M-G1)', () => {
    const types = [
      ...[
        undefined,
        [],
        ['openai'],
        ['openai-response'],
        ['anthropic', 'openai'],
        ['anthropic'],
        ['jina-rerank'],
      ],
      ...[['image-generation', 'openai'], ['embeddings', 'openai'], ['openai-video']],
    ];
    const data = types.map((supported, at) => ({ id: `m${at}`, supported_endpoint_types: supported }));
    assert.deepEqual(
      modelsOf(JSON.stringify({ data }))?.map((model) => model.id),
      ['m0', 'm1', 'm2', 'm3', 'm4'],
    );
  });

  it('is nothing in any other body', () => {
    for (const body of ['', '<html>', '{}', '{"data":{}}', 'null', '5'])
      assert.equal(modelsOf(body), undefined, body);
  });
});
