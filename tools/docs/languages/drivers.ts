/** How a language's code block becomes a program that answers one question a line. */
export interface Driver {
  /** The info string of the block. */
  readonly language: string
  /** The page below docs/guides. */
  readonly page: string
  /** A command that succeeds where the language can be run on this machine. */
  readonly probe: readonly [string, ...string[]]
  readonly fileName: string
  /** The block with what calls its functions. Arguments: kind, file of the body, secret, then values or NAME=VALUE. */
  program(block: string): string
  /** Run once before, where the language is compiled. */
  readonly build?: readonly [string, ...string[]]
  readonly command: readonly [string, ...string[]]
}

const goCall = `
func main() {
	body, _ := os.ReadFile(os.Args[2])
	headers := http.Header{}
	for _, pair := range os.Args[4:] {
		name, value, _ := strings.Cut(pair, "=")
		headers.Set(name, value)
	}
	call := map[string]func() bool{
		"webex":         func() bool { return verifyWebex(body, headers.Get("x-spark-signature"), os.Args[3]) },
		"seatable":      func() bool { return verifySeatable(body, headers.Get("x-seatable-signature"), os.Args[3]) },
		"delivery":      func() bool { return verifyDelivery(body, headers, os.Args[3]) },
		"countersigned": func() bool { return verifyCountersigned(body, headers, os.Args[3]) },
	}
	fmt.Print(call[os.Args[1]]())
}
`

const javaCall = `
class Main {
  public static void main(String[] a) throws Exception {
    byte[] body = java.nio.file.Files.readAllBytes(java.nio.file.Path.of(a[1]));
    Map<String, String> headers = new HashMap<>();
    for (int i = 3; i < a.length; i++) {
      int at = a[i].indexOf('=');
      headers.put(a[i].substring(0, at), a[i].substring(at + 1));
    }
    System.out.print(switch (a[0]) {
      case "webex" -> Webhooks.verifyWebex(body, headers.get("x-spark-signature"), a[2]);
      case "seatable" -> Webhooks.verifySeatable(body, headers.get("x-seatable-signature"), a[2]);
      case "delivery" -> Webhooks.verifyDelivery(body, headers, a[2]);
      default -> Webhooks.verifyCountersigned(body, headers, a[2]);
    });
  }
}
`

const pythonCall = `
import sys
_, kind, file, secret, *pairs = sys.argv
headers = dict(pair.split("=", 1) for pair in pairs)
body = open(file, "rb").read()
call = {
    "webex": lambda: verify_webex(body, headers["x-spark-signature"], secret),
    "seatable": lambda: verify_seatable(body, headers["x-seatable-signature"], secret),
    "delivery": lambda: verify_delivery(body, headers, secret),
    "countersigned": lambda: verify_countersigned(body, headers, secret),
}
print("true" if call[kind]() else "false", end="")
`

const phpCall = `
[, $kind, $file, $secret] = $argv;
$headers = [];
foreach (array_slice($argv, 4) as $pair) { [$name, $value] = explode('=', $pair, 2); $headers[$name] = $value; }
$body = file_get_contents($file);
echo match ($kind) {
    'webex' => verify_webex($body, $headers['x-spark-signature'], $secret),
    'seatable' => verify_seatable($body, $headers['x-seatable-signature'], $secret),
    'delivery' => verify_delivery($body, $headers, $secret),
    'countersigned' => verify_countersigned($body, $headers, $secret),
} ? 'true' : 'false';
`

const rubyCall = `
kind, file, secret, *pairs = ARGV
headers = pairs.to_h { |pair| pair.split('=', 2) }
body = File.binread(file)
print(case kind
      when 'webex' then verify_webex(body, headers['x-spark-signature'], secret)
      when 'seatable' then verify_seatable(body, headers['x-seatable-signature'], secret)
      when 'delivery' then verify_delivery(body, headers, secret)
      else verify_countersigned(body, headers, secret)
      end)
`

const bashCall = `
kind=$1 file=$2 secret=$3; shift 3
declare -A h
for pair in "$@"; do h[\${pair%%=*}]=\${pair#*=}; done
case $kind in
  webex) verify_webex "$file" "\${h[x-spark-signature]}" "$secret" ;;
  seatable) verify_seatable "$file" "\${h[x-seatable-signature]}" "$secret" ;;
  delivery)
    verify_delivery "$file" "\${h[webhook-id]}" "\${h[webhook-timestamp]}" "\${h[webhook-signature]}" "$secret" ;;
  *)
    verify_countersigned "$file" "\${h[countersign-signature]}" "$secret" "\${h[webhook-id]}" \\
      "\${h[webhook-timestamp]}" "\${h[countersign-source]}" "\${h[countersign-event-type]}" \\
      "\${h[countersign-verdict]}" "\${h[countersign-attempt]}" "\${h[countersign-replay]-}" ;;
esac && printf true || printf false
`

/** Every language that has a page with code to run. */
export const drivers: readonly Driver[] = [
  {
    language: 'python',
    page: 'verify-in-python.md',
    probe: ['python3', '--version'],
    fileName: 'main.py',
    program: (block) => block + pythonCall,
    command: ['python3', 'main.py'],
  },
  {
    language: 'php',
    page: 'verify-in-php.md',
    probe: ['php', '--version'],
    fileName: 'main.php',
    program: (block) => block + phpCall,
    command: ['php', 'main.php'],
  },
  {
    language: 'ruby',
    page: 'verify-in-ruby.md',
    probe: ['ruby', '-ropenssl', '-rbase64', '-e', '1'],
    fileName: 'main.rb',
    program: (block) => block + rubyCall,
    command: ['ruby', 'main.rb'],
  },
  {
    language: 'go',
    page: 'verify-in-go.md',
    probe: ['go', 'version'],
    fileName: 'main.go',
    program: (block) => block.replace('\t"net/http"\n', '\t"net/http"\n\t"os"\n') + goCall,
    build: ['go', 'build', '-o', 'main-go', 'main.go'],
    command: ['./main-go'],
  },
  {
    language: 'java',
    page: 'verify-in-java.md',
    probe: ['javac', '--version'],
    fileName: 'Main.java',
    program: (block) => block + javaCall,
    build: ['javac', 'Main.java'],
    command: ['java', '-cp', '.', 'Main'],
  },
  {
    language: 'bash',
    page: 'verify-in-shell.md',
    probe: ['bash', '-c', '((BASH_VERSINFO[0] >= 4)) && openssl version && od --version'],
    fileName: 'main.sh',
    program: (block) => block + bashCall,
    command: ['bash', 'main.sh'],
  },
]
