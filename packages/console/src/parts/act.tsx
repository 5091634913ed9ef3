import { useMutation } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { queryClient } from '../api/queries.ts'
import { Trouble } from './says.tsx'

/**
 * A button that changes something: off while it does, and what went wrong stands beside it until the next try. What is
 * shown anywhere is asked for again after it.
 *
 * @param act - what it does; where it leads is up to `onDone`, since an act ends at what it made
 */
export function Act<Made>(props: {
  readonly act: () => Promise<Made>
  readonly onDone?: (made: Made) => void
  readonly children: ReactNode
  readonly busy?: string
  readonly className?: string
  readonly disabled?: boolean
}) {
  const { act, onDone, children, busy = 'Working …', className = '', disabled = false } = props
  const mutation = useMutation({
    mutationFn: act,
    onSuccess: (made) => {
      void queryClient.invalidateQueries()
      onDone?.(made)
    },
  })
  return (
    <>
      <button
        type="button"
        className={className}
        disabled={disabled || mutation.isPending}
        onClick={() => mutation.mutate()}
      >
        {mutation.isPending ? busy : children}
      </button>
      {mutation.error && <Trouble error={mutation.error} />}
    </>
  )
}
