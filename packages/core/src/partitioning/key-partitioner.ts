/** Says to which partition a key belongs. */
export interface KeyPartitioner {
  /**
   * @param key text counts as the UTF-8 that it is written as
   * @param keyLength its length in bytes
   * @returns the partition, or −1 where the key does not decide: then the record goes where keyless ones go
   */
  partition(key: string | Uint8Array, keyLength: number, partitionCount: number): number
}
