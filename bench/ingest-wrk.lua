-- Cycles through requests from a file: each is 8 digits of length, then the bytes.
local requests = {}
local file = assert(io.open(os.getenv('REQUESTS'), 'rb'))
while true do
  local length = file:read(8)
  if not length then break end
  requests[#requests + 1] = file:read(tonumber(length))
end
file:close()
local at = tonumber(os.getenv("SKIP") or "0")
request = function()
  at = at % #requests + 1
  return requests[at]
end
