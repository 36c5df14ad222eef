-- Indentation: one step deeper after an open bracket, and for the one line that follows a hanging `=`, `->`,
-- `then`, `else`, `do` or `yield`.

local M = {}

-- The line without its comment and without the contents of its strings, so that brackets in them do not count.
local function code(line)
  local bare = line:gsub('\\.', '  '):gsub('"[^"]*"', '""'):gsub("'[^']'", "''"):gsub('`[^`]*`', '``')
  return (bare:gsub('//.*$', ''):gsub('%s+$', ''))
end

local function opens(text)
  return text:find('[%(%[{]$') ~= nil
end

local function hangs(text)
  if text:find('%->$') or text:find('[^=<>!]=$') then
    return true
  end
  local word = text:match('([%a_]+)$')
  return word == 'then' or word == 'else' or word == 'do' or word == 'yield'
end

-- The number of the last line before `number` that holds code; 0 when there is none.
local function previous_code(number)
  repeat
    number = vim.fn.prevnonblank(number - 1)
  until number == 0 or code(vim.fn.getline(number)) ~= ''
  return number
end

local IN_TEXT = [[synIDattr(synID(line('.'), col('.'), 0), 'name') =~# 'String\|Template$\|Character\|Byte\|Comment\|Doc']]

-- The line where what ends on line `number` began: for a line that starts with a closing bracket the line of its partner.
local function first_line_of(number)
  local column = vim.fn.getline(number):find('^%s*[%)%]}]')
  if not column then
    return number
  end
  local view = vim.fn.winsaveview()
  vim.fn.cursor(number, vim.fn.indent(number) + 1)
  local opener = vim.fn.searchpair([==[[({[]]==], '', [==[[)}\]]]==], 'bnW', IN_TEXT)
  vim.fn.winrestview(view)
  return opener > 0 and opener or number
end

--- Columns of indentation for line `number`.
function M.columns(number)
  local previous = previous_code(number)
  if previous == 0 then
    return 0
  end
  local step = vim.fn.shiftwidth()
  local text = code(vim.fn.getline(previous))
  local closes = code(vim.fn.getline(number)):find('^%s*[%)%]}]') ~= nil
  local columns = vim.fn.indent(previous)
  if opens(text) then
    columns = columns + step
  elseif hangs(text) then
    return columns + step
  else
    -- What stands below a hanging line belongs to it; what follows returns to where the hanging line stood.
    local before = previous_code(first_line_of(previous))
    if before > 0 and hangs(code(vim.fn.getline(before))) and vim.fn.indent(before) < columns then
      columns = vim.fn.indent(before)
    end
  end
  if closes then
    columns = columns - step
  end
  return math.max(columns, 0)
end

function M.expression()
  return M.columns(vim.v.lnum)
end

return M
