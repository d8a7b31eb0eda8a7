export interface Product {
  readonly id: string;
  readonly name: string;
  readonly price: number;
  stock: number;
}

const products: Product[] = [
  { id: 'mug', name: 'Comet mug', price: 12.9, stock: 40 },
  { id: 'cap', name: 'Night sky cap', price: 19.99, stock: 12 },
  { id: 'map', name: 'Star map 🌌', price: 34.5, stock: 0 },
];

export function findProduct(id: string): Product | undefined {
  return products.find((product) => product.id === id);
}

/** Takes `quantity` pieces off the shelf. Returns whether there were enough. */
export function reserve(id: string, quantity: number): boolean {
  const product = findProduct(id);
  if (product === undefined || product.stock < quantity) {
    return false;
  }
  product.stock -= quantity;
  return true;
}

export function lowStock(threshold: number): string[] {
  const names = [];
  for (let i = 0; i < products.length; i++) {
    const product = products[i];
    if (product.stock <= threshold) {
      names.push(product.name);
    }
  }
  return names;
}
