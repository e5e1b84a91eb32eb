const KIBIBYTES_PER_MEBIBYTE = 1024

/** The most memory that this process has had, since it was started. */
export function peakRssMebibytes(): number {
  return process.resourceUsage().maxRSS / KIBIBYTES_PER_MEBIBYTE
}
