/** The mark: a check, countersigned. */
export function Mark() {
  return (
    <svg viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="8" fill="#1f4fd1" />
      <path
        d="M7 16.5 12 22 25 8.5"
        fill="none"
        stroke="#fff"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <path d="M15 22.5h10" stroke="#8fb0ff" strokeWidth="3" strokeLinecap="round" />
    </svg>
  )
}
