// The page's texts, in two languages, and the reader's preferences.

/** @typedef {'UP' | 'DEGRADED' | 'DOWN' | 'UNKNOWN' | 'NOT_CONFIGURED'} State */

/** States, the worst first, since the top is read first. @type {State[]} */
export const WORST_FIRST = ['DOWN', 'DEGRADED', 'UNKNOWN', 'UP', 'NOT_CONFIGURED'];

/** States that a connection can be filtered by; it is never NOT_CONFIGURED. @type {string[]} */
export const STATES_SHOWN = WORST_FIRST.slice(0, 4);

/** @type {Record<string, string>} a shape for each state, for those who do not see its colour */
const SHAPES = { DOWN: '▼', DEGRADED: '◆', UNKNOWN: '?', UP: '●', NOT_CONFIGURED: '–' };

/** @type {Record<string, [string, string]>} */
const TEXTS = {
  DOWN: ['Down', '中断'], DEGRADED: ['Degraded', '降级'], UNKNOWN: ['Unknown', '未知'], UP: ['Up', '正常'], NOT_CONFIGURED: ['Off', '未配置'],
  all: ['All', '全部'], board: ['Board', '看板'], timeline: ['Timeline', '时间线'], report: ['Report', '报告'],
  search: ['Find a name, id, network, tag', '查找名称、ID、网段、标签'], group: ['Group', '分组'], none: ['None', '无'], gateway: ['Gateway', 'VPN 网关'],
  customerGateway: ['Customer gateway', '用户网关'], tag: ['Tag', '标签'], account: ['Account', '账号'], region: ['Region', '地域'], connection: ['Connection', '连接'], tunnel: ['Tunnel', '隧道'],
  state: ['State', '状态'], name: ['Name', '名称'], checks: ['Checks', '检查项'], since: ['Since', '持续'], day: ['24 hours', '24 小时'], month: ['30 days', '30 天'], where: ['Gateway · remote', '网关 · 对端网段'],
  alerts: ['Alerts', '告警'], past: ['Resolved in the last day', '近一天已恢复'], calm: ['No alert is active.', '没有未恢复的告警。'],
  nobody: ['No connection matches.', '没有匹配的连接。'], firstScan: ['No connection is known yet. The page shows connections after the first scan.', '尚无已知连接。首次扫描完成后，页面显示连接。'],
  silent: ['The server has sent nothing for {0}: this page is out of date.', '服务器已有 {0} 未发送消息：页面内容已过期。'],
  blind: ['No target has had a complete scan for {0}: this page is out of date.', '所有目标已有 {0} 未完成扫描：页面内容已过期。'],
  unjudged: ['The processor has judged no scan for {0}: this page is out of date.', '处理进程已有 {0} 未判定扫描结果：页面内容已过期。'], judgedAgo: ['judged {0} ago', '{0}前判定'],
  moreTroubles: ['And {0} more.', '另有 {0} 项。'], fromTheStart: ['the start', '启动'],
  unseen: ['Not scanned: {0}', '未能扫描：{0}'], seenAgo: ['scanned {0} ago', '{0}前扫描'], neverSeen: ['not scanned yet', '尚未扫描'], fresh: ['{0} targets, all scanned within {1}', '{0} 个目标，均在 {1}内扫描'], freshOne: ['scanned {1} ago', '{1}前扫描'],
  ago: ['{0} ago', '{0}前'], now: ['now', '现在'], local: ['Local time', '本地时间'], utc: ['UTC', 'UTC'], close: ['Close', '关闭'], language: ['中文', 'English'],
  members: ['{0} connections', '{0} 个连接'], inhibited: ['inhibited by another alert', '被另一告警抑制'], initial: ['bad at the first scan', '首次扫描即异常'], before: ['Configuration changes before the alert:', '告警前的配置变更：'], runbook: ['Runbook', '处置手册'],
  transitions: ['Recent changes', '近期变化'], changes: ['Configuration changes', '配置变更'], configuration: ['Configuration', '配置'], noConfiguration: ['The configuration is not known yet. The next key scan publishes it.', '尚无配置，将随下次全量扫描发布。'],
  created: ['created', '已创建'], deleted: ['deleted', '已删除'], deletedOf: ['{0} of them deleted', '其中 {0} 个已删除'], configured: ['changed', '已变更'], retired: ['no longer watched', '不再监视'], empty: ['(empty)', '（空）'], noTransitions: ['None in the last 30 days.', '近 30 天无变化。'],
  availability: ['Availability', '可用率'], coverage: ['Coverage', '覆盖率'], down: ['Down', '中断时长'], degraded: ['Degraded', '降级时长'], outages: ['Outages', '中断次数'], flaps: ['Flaps', '抖动'],
  repair: ['Mean time to repair', '平均修复时间'], between: ['Mean time between failures', '平均无故障时间'], detect: ['Mean time to detect, at most', '最大发现延迟'], connections: ['Connections', '连接数'], key: ['Key', '分组'],
  seenShare: ['{0} known', '已知 {0}'], window: ['Window', '时间窗'], by: ['By', '分组方式'], print: ['Print', '打印'], formula: ['Availability is the share of the known time in which the state was up. Time in which the state was unknown does not count.', '可用率 = 正常时长 ÷ 已知状态时长；状态未知的时间不计入。'],
  outsidePlanned: ['Outside planned', '计划外可用率'], planned: ['Planned', '计划维护'], enteredAfterwards: ['entered afterwards', '事后补录'],
  formulaService: ['Up means that traffic has a way. Until {0} that was not measured: up meant IPsec, or both tunnels.', '正常指流量有路可走。{0} 之前未作此项判断：正常仅指 IPsec（或两条隧道）已建立。'],
  formulaPlanned: ['Outside planned leaves out the time of maintenance, whatever the state was in it.', '计划外可用率不计入维护时间，无论其间状态如何。'],
  monthlyReport: ['Monthly availability report', '月度可用性报告'], outagesOfMonth: ['Outages', '中断记录'], andMore: ['and {0} more', '另有 {0} 项'], topFlappers: ['Most outages', '中断最多'], affects: ['Affects', '影响'], localNet: ['Local', '本端'], remoteNet: ['Remote', '对端'], facets: ['Checks', '检查项'], asSaid: ['Value from the cloud', '云端原值'],
  fleet: ['Fleet', '总览'], fleetDays: ['Availability by day', '每日可用率'], oneDay: ['Day', '日期'], knownTime: ['Known', '已知'], asTable: ['The days as a table', '以表格查看各日'],
  fleetNote: ['A bar hangs from 100 %: its length is the share of the known time of that day in which connections were not up. Hatched is what nobody observed.', '柱形自 100 % 向下：长度为当日已知时间中连接非正常状态所占的比例。斜线部分为无观测。'],
  worstDay: ['worst on {0}: {1}', '最差为 {0}：{1}'], unknownDays: ['{0} days unknown', '{0} 天未知'],
  worstConnections: ['Worst availability', '可用率最低'], nobodyWorst: ['Outside planned time every connection was up, as far as that is known.', '在已知范围内，除计划维护外所有连接始终正常。'], noOutages: ['There was no outage.', '没有发生中断。'],
  worstGroups: ['Worst groups', '最差分组'], groupsInAll: ['{0} groups in all', '共 {0} 个分组'],
  copy: ['Copy {0}', '复制 {0}'], copied: ['Copied: {0}', '已复制：{0}'], notCopied: ['The browser does not let this page copy.', '浏览器不允许此页面复制。'], compact: ['Compact', '紧凑'],
  savedFilters: ['Filters', '筛选'], filterName: ['Name of this filter', '此筛选的名称'], saveFilter: ['Save', '保存'], filterSaved: ['Filter saved: {0}', '筛选已保存：{0}'], filterDeleted: ['Filter deleted: {0}', '筛选已删除：{0}'],
  deleteFilter: ['Delete the filter {0}', '删除筛选 {0}'], noFilters: ['None is saved in this browser. Find or group something, and give it a name.', '此浏览器尚未保存筛选。请先查找或分组，再为其命名。'], nameIt: ['A filter needs a name.', '请为筛选命名。'],
  nothingToSave: ['Everything is shown: there is no filter to save.', '当前显示全部：没有可保存的筛选。'], tooManyFilters: ['{0} filters are saved. Delete one first.', '已保存 {0} 个筛选，请先删除一个。'], notKept: ['The browser does not keep it.', '浏览器未能保存。'],
  wall: ['Wall', '大屏'], outOfDate: ['OUT OF DATE', '已过期'], sinceTime: ['since {0}', '自 {0} 起'], allWell: ['Every connection is up.', '所有连接正常。'], maySleep: ['The browser may let this screen sleep.', '浏览器可能使屏幕休眠。'],
  configurationMark: ['configuration changed', '配置变更'], more: ['{0} more are not shown. Narrow the search to see them.', '另有 {0} 个未显示，请缩小搜索范围。'], keys: ['/ find · j k move · Enter open · Esc back', '/ 查找 · j k 移动 · Enter 打开 · Esc 返回'],
  loading: ['Reading …', '读取中…'], failed: ['The server did not answer: {0}', '服务器未能响应：{0}'], sortBy: ['Sort by {0}', '按{0}排序'], lifecycle: ['Life cycle', '生命周期'], tags: ['Tags', '标签'],
  timeMachine: ['Time machine', '历史回看'], youSeePast: ['You see the past: {0}', '当前显示的是过去：{0}'], readingPast: ['Reading the past: {0} …', '正在读取过去：{0} …'],
  backToNow: ['Back to now', '返回现在'], momentLink: ['Link to this moment', '此时刻的链接'], nothingKnown: ['Nothing is known of that time.', '该时刻没有任何记录。'],
  badMoment: ['You see the present. The time in the address is not one such as 2026-11-21T08:00:00Z: {0}', '当前显示的是现在。地址中的时间格式不正确（应如 2026-11-21T08:00:00Z）：{0}'],
  alertsMissing: ['Alerts of that time may be missing.', '该时刻的告警可能不完整。'], recordsMissing: ['Records of that time may be missing.', '该时刻的记录可能不完整。'], notScannedThen: ['not scanned then', '当时未能扫描'],
  configurationThen: ['The configuration of that time is not known: it has changed since.', '当时的配置未知：此后已有变更。'],
  worst: ['worst first', '最严重优先'],
  answers: ['Answers', '应答'], acknowledge: ['Acknowledge', '确认'], endAcknowledgement: ['End acknowledgement', '撤销确认'], silenceIt: ['Silence …', '静默 …'], maintainIt: ['Maintenance …', '维护 …'],
  acknowledged: ['acknowledged by {0} until {1}', '{0} 已确认，至 {1}'], ACKNOWLEDGE: ['Acknowledge', '确认'], SILENCE: ['Silence', '静默'], MAINTENANCE: ['Maintenance', '维护'], CANCEL: ['End', '结束'],
  ACKNOWLEDGE_title: ['Acknowledge this alert', '确认此告警'], SILENCE_title: ['Silence alerts', '静默告警'], MAINTENANCE_title: ['Declare maintenance', '声明维护'],
  ACKNOWLEDGE_what: ['You take it over. Nobody is notified of it again until it gets worse, resolves, or the time is over.', '由您接手。在其恶化、恢复或到期之前，不再发送通知。'],
  SILENCE_what: ['Nobody is notified of the alerts that match every line. The page goes on showing them.', '符合全部条件的告警不再发送通知，页面继续显示。'],
  MAINTENANCE_what: ['Nobody is notified of the alerts that match every line while you work. Its beginning and its end are told once.', '维护期间，符合全部条件的告警不再发送通知；开始和结束各通知一次。'],
  matcher: ['Alerts whose labels match, one matcher in each line (=, !=, =~, !~)', '匹配标签的告警，每行一个条件（=、!=、=~、!~）'], forHowLong: ['For how long', '持续时间'], hours: ['{0} h', '{0} 小时'], reason: ['Reason', '原因'],
  reasonOptional: ['Reason (optional)', '原因（可选）'], dismiss: ['Cancel', '取消'], inForce: ['In force', '生效中'], newSilence: ['New silence …', '新建静默 …'], newMaintenance: ['New maintenance …', '新建维护 …'],
  nothingInForce: ['Nothing is acknowledged, silenced or in maintenance.', '当前没有确认、静默或维护。'], formerAnswers: ['Over or refused', '已结束或被拒绝'], answer: ['Answer', '应答'], covers: ['Covers', '范围'], until: ['Until', '截止'], endIt: ['End', '结束'], who: ['By', '操作人'],
  plannedAnswers: ['Planned', '计划中'], begins: ['Begins', '开始'], everyDay: ['every day', '每天'], returns: ['{0} at {1} {2}, for {3} min', '{0} {1}（{2}），持续 {3} 分钟'],
  itReturns: ['It returns every day or week', '每天或每周重复'], recurrence: ['When it returns', '重复时间'], onDays: ['On these days', '在以下日期'], everyDayIfNone: ['Every day, if you choose none.', '如未选择，则为每天。'],
  beginsAt: ['Begins at', '开始时间'], zoneOfTime: ['Time zone', '时区'], howLongEachTime: ['For how long each time', '每次持续时间'], keepsReturning: ['Goes on for', '重复期限'], oneWeek: ['{0} week', '{0} 周'], weeks: ['{0} weeks', '{0} 周'],
  ACKNOWLEDGEMENT_BROKEN: ['Over before: the alert got worse', '已提前结束：告警恶化'],
  packet: ['Incident packet', '事件报告'], packetAs: ['Download the incident packet of {1} as {0}', '下载 {1} 的事件报告（{0}）'],
  packetWhat: ['All that is recorded about this incident, in one file that opens without a network', '此事件的全部记录，汇成一个可离线打开的文件'],
  sentTo: ['sent to {0}', '已发送至 {0}'], notTakenBy: ['not taken by {0}', '{0} 未接收'],
};

/** @type {Record<string, [string, string]>} */
const REASONS = {
  PHASE1_NOT_ESTABLISHED: ['phase 1 (IKE) down', '第一阶段 (IKE) 未建立'], PHASE2_PENDING: ['phase 2 not tried yet', '第二阶段尚未协商'],
  PHASE2_NOT_ESTABLISHED: ['phase 2 (IPsec) down', '第二阶段 (IPsec) 未建立'], ALL_TUNNELS_DOWN: ['no tunnel up', '全部隧道中断'],
  SOME_TUNNELS_DOWN: ['a tunnel is down', '部分隧道中断'], TUNNELS_NOT_SEEN: ['tunnels not seen', '隧道未知'], NOT_SEEN: ['not seen', '未观测到'], STATUS_MISSING: ['no status given', '无状态'],
  STATUS_NOT_RECOGNISED: ['status not recognised', '状态无法识别'], BGP_NOT_ESTABLISHED: ['BGP down', 'BGP 未建立'], HEALTH_CHECK_FAILED: ['health check failed', '健康检查失败'],
  ROUTE_REVOKED: ['health check failed, route withdrawn', '健康检查失败，路由已撤销'], BGP_NOT_SEEN: ['BGP not seen', 'BGP 状态未知'], HEALTH_CHECK_NOT_SEEN: ['health check not seen', '健康检查状态未知'],
};

/**
 * Why the page does not know something, or may be wrong: {0} the target, {1} since when, {2} the extent.
 *
 * @type {Record<string, [string, string]>}
 */
const TROUBLES = {
  STILL_READING: ['The server is still reading its topics: this page is not complete yet.', '服务器仍在读取数据：页面内容尚不完整。'],
  BROKER_LOST: ['Kafka has not answered since {1}: this page shows the states of that time.', '自 {1} 起，Kafka 没有响应：页面显示的是当时的状态。'],
  REGISTRY_LOST: ['The schema registry does not answer: this page is not updated until it does.', 'Schema Registry 没有响应：在其恢复之前，页面不会更新。'],
  NOBODY_POLLS: ['No poller has polled {0} since {1}: check that ingest runs.', '自 {1} 起，没有采集进程轮询 {0}：请检查采集进程 (ingest) 是否在运行。'],
  SCANS_FAIL: ['All scans of {0} have failed since {1} ({2}). The tunnels may be up.', '自 {1} 起，对 {0} 的扫描全部失败（{2}）。隧道本身可能正常。'],
  NOBODY_JUDGES: ['The processor has judged no scan of {0} since {1}: check that it runs.', '自 {1} 起，处理进程 (processor) 未判定 {0} 的扫描结果：请检查其是否在运行。'],
  HISTORY_BEHIND: ['Since {1}, the history lacks the latest changes of {2} connections.', '自 {1} 起，历史记录缺少 {2} 个连接的最新变化。'],
  CLOCK_STEPPED: ["The server's clock was set by {2} s at {1}.", '服务器时钟于 {1} 被调整 {2} 秒。'],
  CLOCK_DIFFERS: ["The clock of the poller of {0} is {2} s ahead of the server's: set both clocks right.", '{0} 的采集端时钟比服务器快 {2} 秒：请校准两端时钟。'],
  RECORDS_UNREADABLE: ['The server cannot read some records of {2}: some states may be missing.', '服务器无法读取 {2} 中的部分记录：部分状态可能缺失。'],
  RECORDS_GONE: ['Records of {2} were deleted before the server read them: the history may be incomplete.', '{2} 中有记录在服务器读取之前已被删除：历史记录可能不完整。'],
};

/** @type {Record<string, [string, string]>} */
const FACETS = { SERVICE: ['Service', '业务'], IKE: ['IKE', 'IKE'], IPSEC: ['IPsec', 'IPsec'], BGP: ['BGP', 'BGP'], HEALTH_CHECK: ['Health', '健康'], REDUNDANCY: ['Redundancy', '冗余'] };

const kept = (/** @type {string} */ name) => { try { return localStorage.getItem(name); } catch { return null; } };

export const preferences = {
  language: kept('language') ?? (navigator.language.startsWith('zh') ? 'zh' : 'en'),
  utc: kept('utc') === 'yes',
  isCompact: kept('density') === 'compact',
};

/** Stores the reader's preferences. */
export function storePreferences() {
  try {
    localStorage.setItem('language', preferences.language);
    localStorage.setItem('utc', preferences.utc ? 'yes' : 'no');
    localStorage.setItem('density', preferences.isCompact ? 'compact' : 'comfortable');
  } catch { /* a browser that stores nothing */ }
}

/** @param {Record<string, [string, string]>} all @param {string} key */
const pick = (all, key) => all[key]?.[preferences.language === 'zh' ? 1 : 0];

/** @param {string} key @param {...(string | number)} values */
export const t = (key, ...values) => fill(pick(TEXTS, key) ?? key, ...values);

/** @param {string} text @param {...(string | number)} values */
const fill = (text, ...values) => text.replace(/\{(\d)\}/g, (_, i) => String(values[+i]));

/** @param {{cause: string, target: string | null, since: string | null, what: string}} it */
export const troubleText = (it) => fill(pick(TROUBLES, it.cause) ?? it.cause, it.target ?? '', it.since ?? t('fromTheStart'), it.what);

/** @param {string} state */
export const shape = (state) => SHAPES[state] ?? SHAPES.UNKNOWN;

/** An unknown state name counts as UNKNOWN. @param {string} state @returns {State} */
export const stateOf = (state) => /** @type {State} */ (SHAPES[state] ? state : 'UNKNOWN');

/** @param {string} kind */
export const facetName = (kind) => pick(FACETS, kind) ?? kind;

/** @param {string} reason */
export const reasonText = (reason) => pick(REASONS, reason) ?? '';
