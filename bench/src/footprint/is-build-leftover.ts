const BUILD_FOLDER = /^\/build\//
const BUILT = /^\/build\/(Release\/[^/]+\.node|deps\/[^/]+\.so\.\d+)$/
const COMPILED = /\.(o|a|d|lo|so(\.\d+)?)$/

/**
 * Whether a file is what compiling a binding has left beside what it was for: who installs a prebuilt one gets none of it.
 *
 * @param path inside the package, beginning with a slash
 */
export function isBuildLeftover(path: string): boolean {
  if (BUILD_FOLDER.test(path)) return !BUILT.test(path)
  return COMPILED.test(path)
}
