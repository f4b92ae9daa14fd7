-- Slurm's submit hook for scrip-site (docs/site.md, "The submit hook"). Install it as job_submit.lua beside slurm.conf,
-- with JobSubmitPlugins=lua. It needs Debian's lua-socket.
--
-- A job that names who pays is held until scrip-site has its money set aside. scrip-site is asked at once over a local
-- socket, so that what cannot be paid for is refused here, with a sentence. Where it does not answer in time the job is
-- held all the same: nothing waits in the controller, and nothing starts unpaid.

local SOCKET = "/run/scrip-site/hook.sock"  -- `socket` in the configuration of scrip-site
local EVERYONE = true                       -- `jobs: all` there; false is `jobs: named`
local ADMINISTRATORS = { [0] = true }       -- root; add the number of SlurmUser (id -u slurm), as whom scrip-site runs
local WAIT_S = 0.2                          -- the controller waits no longer than that

local HELD = "scrip:held"
local NO_VAL, NO_VAL16 = 4294967294, 65534
local CHIPS = { "gpu", "npu", "dcu", "mlu" }
local AWAY = "Scrip: this job is held until the site's accounting answers / 作业暂停，待本中心计费服务应答后启动"
local NAME = "say who pays: --comment scrip:ORGANISATION / 请注明由谁付费：--comment scrip:机构"
local PRICE = "a job that Scrip pays for cannot be changed in what alters its price; cancel it and submit it again / " ..
              "由 Scrip 付费的作业不能更改影响价格的内容；请取消后重新提交"

local socket_found, unix = pcall(require, "socket.unix")

local function asks_for_devices(job)
  for _, field in ipairs({ "tres_per_node", "tres_per_job", "tres_per_task", "tres_per_socket", "gres" }) do
    local text = job[field]
    for _, chip in ipairs(CHIPS) do
      if text ~= nil and (":" .. text .. ":"):find("[:,/=]" .. chip .. "[:,=]") then return true end
    end
  end
  return false
end

-- The answer of scrip-site to one line; nil where there is none in time.
local function ask(line)
  if not socket_found then return nil end
  local connection = unix()
  connection:settimeout(WAIT_S)
  local answer
  if connection:connect(SOCKET) and connection:send(line .. "\n") then answer = connection:receive("*l") end
  connection:close()
  return answer
end

local function hold(job)
  job.priority = 0
  job.admin_comment = HELD
  return slurm.SUCCESS
end

local function refuse(sentence)
  slurm.log_user("%s", sentence)
  return slurm.ERROR
end

function slurm_job_submit(job, partitions, uid)
  local comment = job.comment or ""
  local named = comment:sub(1, 6) == "scrip:"
  if not named and not EVERYONE then return slurm.SUCCESS end
  if comment:find("%c") then return refuse(NAME) end
  local answer = ask(table.concat({ "submit", job.account or job.default_account or "",
                                    asks_for_devices(job) and "devices" or "none", comment }, "\t"))
  if answer == nil then
    slurm.log_user("%s", AWAY)
    return hold(job)
  end
  local word, sentence = answer:match("^(%a+)\t?(.*)$")
  if word == "free" then return slurm.SUCCESS end
  if word == "no" then return refuse(sentence) end
  if word == "say" then slurm.log_user("%s", sentence) end
  return hold(job)
end

local function is_set(value)
  return value ~= nil and value ~= NO_VAL and value ~= NO_VAL16
end

-- What a user may change of a job that Scrip pays for is its name, its dependencies and the like. The administrators,
-- of whom scrip-site is one, may change everything.
function slurm_job_modify(changed, job, partitions, uid)
  if ADMINISTRATORS[uid] or (job.admin_comment or ""):sub(1, 6) ~= "scrip:" then return slurm.SUCCESS end
  for _, field in ipairs({ "comment", "admin_comment", "account", "partition", "qos", "gres", "reservation", "features",
                           "tres_per_node", "tres_per_job", "tres_per_task", "tres_per_socket", "licenses" }) do
    if changed[field] ~= nil then return refuse(PRICE) end
  end
  for _, field in ipairs({ "time_limit", "min_nodes", "max_nodes", "min_cpus", "max_cpus", "num_tasks", "cpus_per_task",
                           "shared" }) do
    if is_set(changed[field]) then return refuse(PRICE) end
  end
  -- Holding a job oneself is harmless; letting it go, or ahead of others, is not the user's to do.
  if is_set(changed.priority) and changed.priority ~= 0 then return refuse(PRICE) end
  return slurm.SUCCESS
end

return slurm.SUCCESS
