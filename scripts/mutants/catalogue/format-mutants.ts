import type { Mutant } from '../mutant.ts'

/** In `record-format/`, `compression/` and `accumulator/`: the bytes. */
export const FORMAT_MUTANTS: readonly Mutant[] = [
  {
    name: 'timestamps count from the record before',
    file: 'record-format/record-batch-builder.ts',
    find: 'const delta = record.timestamp - this.#baseTimestamp\n    this.#position',
    replace: 'const delta = record.timestamp - this.#maxTimestamp\n    this.#position',
  },
  {
    name: 'the largest timestamp of a batch is that of its first record',
    file: 'record-format/record-batch-builder.ts',
    find: 'BigInt(this.#maxTimestamp), layout.MAX_TIMESTAMP_AT',
    replace: 'BigInt(this.#baseTimestamp), layout.MAX_TIMESTAMP_AT',
  },
  {
    name: 'a buffer that grows loses its last byte',
    file: 'record-format/record-batch-builder.ts',
    find: 'larger.set(this.#buffer.subarray(0, this.#position))',
    replace: 'larger.set(this.#buffer.subarray(0, this.#position - 1))',
  },
  {
    name: 'a split loses a record',
    file: 'record-format/split-records.ts',
    find: 'index < whole.recordCount; index++',
    replace: 'index < whole.recordCount - 1; index++',
  },
  {
    name: 'a split loses the headers',
    file: 'record-format/record-reader.ts',
    find: 'headers: fields.upTo(end),',
    replace: 'headers: fields.upTo(end) && null,',
  },
  {
    name: 'a null header becomes an empty one',
    file: 'record-format/header-block.ts',
    find: 'if (field === null) return writeVarint(block, at, -1)',
    replace: 'if (field === null) return writeVarint(block, at, 0)',
  },
  {
    name: 'compressed records are written over those that they were made from',
    file: 'accumulator/batch-compression.ts',
    find: 'const compressed = Buffer.allocUnsafeSlow(RECORDS_AT + result.length)',
    replace: 'const compressed = batch.builder.written.subarray(0, RECORDS_AT + result.length)',
  },
  {
    name: 'a batch that is compressed later leaves before its turn',
    file: 'accumulator/batch-compression.ts',
    find: "if (batch.sealed || batch.compression === 'done') return true",
    replace: "if (batch.sealed || batch.compression !== 'none') return true",
  },
  {
    name: 'memory of a compressed batch is given back and was never taken',
    file: 'accumulator/batch-compression.ts',
    find: '      this.#budget.charge(compressed.length)\n',
    replace: '',
  },
  {
    name: 'the records of a codec that fails are held for ever',
    file: 'accumulator/batch-compression.ts',
    find: '    this.#failed.push({ batch, cause })\n',
    replace: '    if (cause === batch) this.#failed.push({ batch, cause })\n',
  },
  {
    name: 'compressed batches do not say so',
    file: 'record-format/record-batch-builder.ts',
    find: 'layout.NO_COMPRESSION : compressed.compressionId',
    replace: 'layout.NO_COMPRESSION : layout.NO_COMPRESSION',
  },
]
