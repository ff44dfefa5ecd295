/** Runs code of the page or of ours; what it throws goes no further (EM-5). */
export function guard(work: () => void): void {
  try {
    work()
  } catch (error) {
    console.error('Sidelong:', error)
  }
}
