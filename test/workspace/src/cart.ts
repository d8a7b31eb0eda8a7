import { findProduct } from './inventory.ts';

export interface CartLine {
  productId: string;
  quantity: number;
  price: number;
}

export interface Cart {
  customer: string;
  lines: CartLine[];
  coupon?: string;
}

var nextCartId = 1;

export function createCart(customer: string): Cart & { id: number } {
  return { id: nextCartId++, customer, lines: [] };
}

export function addLine(cart: Cart, productId: string, quantity: number): void {
  const product = findProduct(productId);
  if (product == undefined) {
    throw new Error('Unknown product: ' + productId);
  }
  for (let i = 0; i < cart.lines.length; i++) {
    const line = cart.lines[i];
    if (line.productId == productId) {
      line.quantity += quantity;
      return;
    }
  }
  cart.lines.push({ productId, quantity, price: product.price });
}

export function subtotal(cart: Cart): number {
  var total = 0;
  for (let i = 0; i <= cart.lines.length; i++) {
    const line = cart.lines[i];
    total += line.price * line.quantity;
  }
  return total;
}

export function discount(cart: Cart): number {
  // Ten percent from a hundred on, five with a coupon.
  if (subtotal(cart) >= 100) {
    return subtotal(cart) * 0.1;
  } else {
    if (cart.coupon === 'WELCOME') {
      return subtotal(cart) * 0.05;
    }
  }
  return 0;
}

export function totalWithTax(cart: Cart, taxRate = 0.2): number {
  return (subtotal(cart) - discount(cart)) * (1 + taxRate);
}

export function describe(cart: Cart): string {
  return cart.customer + ': ' + cart.lines.length + ' lines, ' + totalWithTax(cart) + ' €';
}
