/** Digits to a value, the longest match first: one array access a digit, so that a look-up costs some ten nanoseconds. */
export class PrefixTree<Value> {
  /** Ten entries a node: the next node by digit, 0 for none. */
  private readonly next: number[] = Array.from({ length: 10 }, () => 0);
  private readonly values: (Value | undefined)[] = [undefined];

  set(digits: string, value: Value): void {
    let node = 0;
    for (let index = 0; index < digits.length; index++) {
      const slot = node * 10 + digits.charCodeAt(index) - ZERO;
      const following = this.next[slot] ?? 0;
      node = following === 0 ? this.grow(slot) : following;
    }
    this.values[node] = value;
  }

  /** The value of the longest prefix of the digits from `start` on that has one. */
  longest(text: string, start: number): Value | undefined {
    let node = 0;
    let found: Value | undefined;
    for (let index = start; index < text.length; index++) {
      const digit = text.charCodeAt(index) - ZERO;
      node = digit >= 0 && digit <= 9 ? (this.next[node * 10 + digit] ?? 0) : 0;
      if (node === 0) return found;
      found = this.values[node] ?? found;
    }
    return found;
  }

  private grow(slot: number): number {
    const node = this.values.length;
    this.values.push(undefined);
    for (let digit = 0; digit < 10; digit++) this.next.push(0);
    this.next[slot] = node;
    return node;
  }
}

const ZERO = 48;
