/**
 * Words by which causes are known, for a text or for the address of a page of GitHub's documentation with spaces for
 * its punctuation. All are observed in the wordings that `cause-table.ts` names, and widened to others of their kind.
 */

/** Of a page in HTML, too. */
export const LIMIT = /rate[- ]?limit|abuse (?:detection|rate)|too many requests/i;
/** Of the API alone: a firewall may speak like that as well. */
export const TOO_FAST =
  /submitted too quickly|too (?:quickly|fast|often)|too many (?:issues|comments|times|attempts|tries)|attempts exceeded|per (?:minute|hour|day)\b|(?:hourly|daily) (?:limit|quota)|temporarily blocked|slow down|(?:retry|try)\b.{0,40}\blater|try again (?:in|after)|wait (?:a (?:few|bit|moment|minute|while)|an hour|at least|(?:for )?\d)|throttl/i;
export const MAINTENANCE =
  /maintenance mode|in read-only mode|\b(?:repository|access|server|service)\b.{0,20}\btemporarily (?:disabled|unavailable)/i;

export const UNTRUSTED = /certificate|self[- ]signed|\bCERT_|unable to verify|ssl routines|wrong version number/i;
export const TUNNEL = /proxy response|tunnel/i;
export const UNREACHED =
  /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ENETUNREACH|EHOSTUNREACH|\bconnect E[A-Z]+|connect timeout|before secure TLS connection/i;

export const MANAGED = /enterprise.managed.user/i;
export const SUSPENDED =
  /\byour (?:account|user|profile)\b.{0,40}\b(?:suspended|flagged|disabled|deactivated|terminated|locked)\b|\byou\b.{0,40}\bsuspended\b/i;
export const UNVERIFIED =
  /e-?mail.{0,60}verif|verif.{0,60}(?:e-?mail|your account|identity|phone)|adding an email address/i;
export const RESTRICTED =
  /\byou (?:must|need|have to)\b.{0,80}(?:two.factor|\b2fa\b|\bterms\b|acceptable use)|\b(?:agree|accept)\b.{0,40}\bterms\b|\byour account.{0,40}\b(?:restricted|billing|on hold|limited|two.factor)/i;

export const THREAD_LOCKED = /issue (?:is|has been|was) (?:locked|deleted|transferred)|locking conversations/i;
export const ISSUES_DISABLED = /\bissues?\b.{0,60}\b(?:disabled|turned off)|disabling issues/i;
/** For now, or everywhere: no setting of a repository. */
export const FOR_NOW =
  /\bincident\b|\binvestigat|\bwhile we\b|\bfor now\b|\bat the moment\b|\bcurrently\b.{0,40}\bunavailable/i;
export const API_VERSION = /\bAPI\b.{0,40}\bversion|\bversion\b.{0,40}\bAPI\b/i;
export const MIGRATED = /\bmigrat|\brepository\b.{0,30}\blocked\b/i;
export const ARCHIVED = /\barchived\b|archiving repositories/i;
export const BLOCKED =
  /access blocked|dmca|takedown|disabled by github|repository\b.{0,40}\b(?:disabled|blocked|taken down|removed)\b/i;
export const COLLABORATORS_ONLY =
  /(?:limited|restricted|reserved|only|must be)\b.{0,80}\b(?:collaborator|contribut|existing user)|\b(?:collaborators|contributors|members) only|issue creation is|interaction.{0,10}(?:limit|restrict)|limiting interactions/i;

export const SENDER_BLOCKED =
  /\buser (?:is|was|has been) blocked|\byou\b.{0,30}\bblocked\b|\bblocked (?:you\b|by (?:the |an? |its )?(?:owner|organi|user|maintainer|repository))|: blocked\b|^blocked\.?$|blocking (?:a )?users?\b/i;
export const SINGLE_SIGN_ON = /\bSAML\b|\bSSO\b|single.sign.on/i;
export const IP_LIST = /\bIP\b.{0,60}\b(?:allow|permit|list)|\ballow(?:ed)?.?(?:list|ip)|allowed ip address/i;
export const TOKEN_POLICY =
  /forbids access via|token'?s lifetime|access token policy|oauth app access restrictions|restricting access to your organi/i;
/** Only where an organization is named as well. */
export const TOKEN_RULE =
  /\b(?:tokens?|credentials?|apps?)\b.{0,80}\b(?:approv|polic|restrict|forbid|disallow|not allow|lifetime|pending)|\b(?:approv|polic|restrict|forbid|disallow)\w*.{0,80}\b(?:tokens?|credentials?)/i;
export const INSTALLATION_SUSPENDED = /installation\b.{0,30}\bsuspended|suspended your access/i;
export const OWNER_SUSPENDED = /\bsuspended\b|\b(?:was|is|been)\b.{0,20}\b(?:flagged|disabled)|\bspam/i;
export const BILLING = /\bbilling\b/i;
export const ORGANIZATION = /\borgani[sz]ations?\b|(?<!github )\benterprise\b(?! (?:server|cloud))|\bbusiness\b/i;
export const OWNER = /(?<!tokens? |token's )\bowners?\b|\bmaintainers?\b/i;
export const REPOSITORY = /\brepositor(?:y|ies)\b/i;
export const BAD_TOKEN = /\b(?:token|credential)s?\b.{0,40}\b(?:expired|revoked|invalid)\b|bad credentials/i;
/** This one token, not tokens of its kind. */
export const TOKEN_DISABLED =
  /\b(?:this|your|the)\b(?: \S+){0,4} token (?:is|was|has been) (?:disabled|deactivated|deleted|removed)\b/i;
/** A whole server, not one of its organizations. */
export const SERVER = /\b(?:enterprise server|this (?:server|instance|appliance))\b/i;

export const RIGHT =
  /not accessible by|insufficient (?:scope|permission|right|privilege|access)|(?:lacks?|missing|requires?|needs?)\b.{0,60}\b(?:scopes?|permissions?)\b|must have .{0,40}(?:rights|access|permissions?)|n[o']t have .{0,60}(?:permissions?|scopes?|rights)|(?:write|push) access|permissions? (?:denied|required)|scopes for oauth/i;

export const ASSIGNEE = /\bassign/i;
export const CONTENT =
  /too long|too short|\bblank\b|wasn't supplied|is not an? (?:string|array|object|number|valid)|^invalid request/i;
