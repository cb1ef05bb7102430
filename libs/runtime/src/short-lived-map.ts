/** Removals after which it moves, unless it holds more. */
const renewAfter = 64;

/**
 * A Map for entries that come and go by the thousand. A plain Map (or Set) that outgrows its table keeps the old one linked
 * to the new, so as soon as one table is old for V8's collector, every entry that follows outlives its removal until a full
 * collection: many times the work for each minor one. This one moves to a new Map before that.
 *
 * An iteration sees the entries of when it began; one removed meanwhile may still come.
 */
export class ShortLivedMap<K, V> implements Iterable<[K, V]> {
  #map = new Map<K, V>();
  #removals = 0;

  get size(): number {
    return this.#map.size;
  }

  get(key: K): V | undefined {
    return this.#map.get(key);
  }

  has(key: K): boolean {
    return this.#map.has(key);
  }

  set(key: K, value: V): this {
    this.#map.set(key, value);
    return this;
  }

  delete(key: K): boolean {
    if (!this.#map.delete(key)) return false;
    this.#removals += 1;
    if (this.#removals >= Math.max(renewAfter, this.#map.size)) {
      this.#map = new Map(this.#map);
      this.#removals = 0;
    }
    return true;
  }

  clear(): void {
    this.#map = new Map();
    this.#removals = 0;
  }

  keys(): IterableIterator<K> {
    return this.#map.keys();
  }

  values(): IterableIterator<V> {
    return this.#map.values();
  }

  [Symbol.iterator](): IterableIterator<[K, V]> {
    return this.#map[Symbol.iterator]();
  }
}
