/**
 * Makes `node` in the document look like `fresh` with as few changes as possible, so that a selection and the
 * focus in what did not change survive. A comment stands for a node that stays as it is. Returns the node that is in the document afterwards.
 */
export function patchNode(node: ChildNode, fresh: ChildNode): ChildNode {
  if (fresh instanceof Comment) return node;
  if (node instanceof Text && fresh instanceof Text) {
    if (fresh.data.startsWith(node.data)) node.appendData(fresh.data.slice(node.data.length));
    else node.data = fresh.data;
    return node;
  }
  if (node instanceof HTMLElement && fresh instanceof HTMLElement && isSameKind(node, fresh)) {
    patchAttributes(node, fresh);
    // Highlighted and plain code have other nodes but the same text.
    if (node.localName !== 'code' || node.textContent !== fresh.textContent) patchChildren(node, fresh);
    return node;
  }
  node.replaceWith(fresh);
  return fresh;
}

function isSameKind(node: HTMLElement, fresh: HTMLElement): boolean {
  return (
    node.localName === fresh.localName &&
    node.className === fresh.className &&
    node.dataset['language'] === fresh.dataset['language'] &&
    node.dataset['codeAction'] === fresh.dataset['codeAction']
  );
}

function patchAttributes(node: HTMLElement, fresh: HTMLElement): void {
  for (const { name, value } of fresh.attributes) {
    // The roving tab stop and a "Copied" state belong to the person, not to the text.
    if (node.localName === 'button') break;
    if (node.getAttribute(name) !== value) node.setAttribute(name, value);
  }
  for (const { name } of [...node.attributes]) {
    if (!fresh.hasAttribute(name)) node.removeAttribute(name);
  }
}

function patchChildren(node: HTMLElement, fresh: HTMLElement): void {
  let child = node.firstChild;
  for (const freshChild of [...fresh.childNodes]) {
    if (child === null) {
      node.append(freshChild);
    } else {
      child = patchNode(child, freshChild).nextSibling;
    }
  }
  while (child !== null) {
    const next: ChildNode | null = child.nextSibling;
    child.remove();
    child = next;
  }
}
