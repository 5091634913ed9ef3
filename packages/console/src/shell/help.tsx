import { Dialog } from '../parts/dialog.tsx'
import { activeKeys } from '../parts/keys.tsx'

/** The keys that do something on this page, and no others. */
export function Help({ open, onClose }: { open: boolean; onClose: () => void }) {
  return (
    <Dialog open={open} onClose={onClose} title="Keys on this page">
      <table>
        <tbody>
          {open &&
            [{ key: 'Ctrl K', does: 'Find anything' }, ...activeKeys()].map(({ key, does }) => (
              <tr key={key}>
                <td>
                  {key.split(' ').map((part) => (
                    <kbd key={part}>{part}</kbd>
                  ))}
                </td>
                <td>{does}</td>
              </tr>
            ))}
        </tbody>
      </table>
      <p className="hint">None of them acts while you type in a field. Each is a button, too.</p>
    </Dialog>
  )
}
