-- For wrk: what many people do at the same time with their invoices. The statuses are counted and printed at the end
-- as JSON. The first invoices are read and changed, again and again. Those after them are deleted, and no other request
-- is about them, however long it is on its way; so the books stay as large as they are.
--
-- Arguments, behind "--": a token, and the pause between two requests of a connection in milliseconds.

local MOST_TO_KEEP = 100
local STATES = { "PAID", "PENDING" }

local threads = {}

function setup(thread)
   table.insert(threads, thread)
end

function init(arguments)
   authorization = "Bearer " .. arguments[1]
   pause = tonumber(arguments[2])
   statuses, hasty, number, kept, passing = {}, 0, 0, {}, {}
end

function delay()
   return pause
end

local function call(method, path, body)
   local headers = { ["Authorization"] = authorization }
   if body then headers["Content-Type"] = "application/json" end
   return wrk.format(method, path, headers, body)
end

local function any(list)
   return list[1] and list[math.random(#list)]
end

local turns = {
   function() return call("GET", "/api/v1/invoices?limit=20") end,
   function() return call("GET", "/api/v1/invoices?limit=20&sort_by=customer_name&customer_name=acme") end,
   function()
      return call("POST", "/api/v1/invoices", '{"customer_name": "Acme Corp", "items": '
         .. '[{"description": "Consulting", "quantity": 2, "unit_price": 50}]}')
   end,
   function() return call("GET", any(kept) or "/api/v1/auth/me") end,
   function()
      if not kept[1] then return call("GET", "/health") end
      return call("PATCH", any(kept) .. "/status", '{"status": "' .. any(STATES) .. '"}')
   end,
   function() return call("GET", "/api/v1/invoices?fields=id,total_amount&status=PAID") end,
   function()
      if not passing[1] then return call("GET", "/openapi.json") end
      return call("DELETE", table.remove(passing))
   end,
   function() return call("GET", "/login") end,
}

function request()
   number = number + 1
   return turns[number % #turns + 1]()
end

function response(status, headers)
   statuses[status] = (statuses[status] or 0) + 1
   if headers["Location"] then table.insert(#kept < MOST_TO_KEEP and kept or passing, headers["Location"]) end
   if status == 503 and not headers["Retry-After"] then hasty = hasty + 1 end
end

function done(summary, latency)
   local errors, counts = summary.errors, {}
   for status, count in pairs(threads[1]:get("statuses")) do
      table.insert(counts, string.format('"%d": %d', status, count))
   end
   print(string.format(
      '{"statuses": {%s}, "hasty": %d, "seconds": %f, "p99": %f, "slowest": %f, "broken": %d, "late": %d}',
      table.concat(counts, ", "), threads[1]:get("hasty"), summary.duration / 1e6, latency:percentile(99) / 1e6,
      latency.max / 1e6, errors.connect + errors.read + errors.write, errors.timeout))
end
