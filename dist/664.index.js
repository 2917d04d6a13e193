export const id = 664;
export const ids = [664];
export const modules = {

/***/ 9664:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   compileTemplate: () => (/* binding */ compileTemplate)
/* harmony export */ });
/* unused harmony export scopeOf */
/* harmony import */ var liquidjs__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(8694);
/* harmony import */ var yaml__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8815);
/* harmony import */ var _issue_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(439);
/* harmony import */ var _problems_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(7806);
/**
 * An issue template: Markdown with YAML front matter, as GitHub's own issue templates, rendered by
 * LiquidJS with strict variables. Everything that is wrong with it is found before anything is sent.
 * Loaded only when a template is used.
 */




/** What a front matter may say. `name` and `about` are GitHub's own and mean nothing here. */
const KEYS = ['title', 'labels', 'assignees', 'name', 'about'];
/** Bounds for a template that runs away; a sensible one needs a thousandth of them. */
const RENDER_LIMIT_MS = 2_000;
const MEMORY_LIMIT = 10_000_000;
/** Compiles a template. Throws `template-invalid` with file and line. */
function compileTemplate(text, file, inputLabels) {
    const engine = createEngine();
    const { values, body, bodyLine } = splitFrontMatter(text, file);
    const pieces = (key) => {
        const value = values.get(key);
        return value?.texts.map((part) => parsePiece(engine, part, value.line, file));
    };
    const [title] = pieces('title') ?? [];
    if (title === undefined) {
        (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .fail */ .fJ)('template-invalid', `${file}: the front matter has no "title", expected one`, { file, line: 1 });
    }
    const parsed = {
        title,
        labels: pieces('labels'),
        assignees: pieces('assignees') ?? [],
        body: parsePiece(engine, body, bodyLine, file),
    };
    return (context) => renderIssue(engine, parsed, context, file, inputLabels);
}
/** Values are defused where they are put in; what the template's author wrote stands. */
function createEngine() {
    return new liquidjs__WEBPACK_IMPORTED_MODULE_2__/* .Liquid */ .HX({
        strictVariables: true,
        strictFilters: true,
        ownPropertyOnly: true,
        outputEscape: (value) => (0,_issue_js__WEBPACK_IMPORTED_MODULE_3__/* .defused */ .t0)(String(value ?? '')),
        renderLimit: RENDER_LIMIT_MS,
        memoryLimit: MEMORY_LIMIT,
        // A template is one file: nothing else can be read.
        templates: {},
        timezoneOffset: 0,
    });
}
function renderIssue(engine, template, context, file, inputLabels) {
    const scope = scopeOf(context);
    const render = (piece) => {
        try {
            return String(engine.renderSync(piece.template, scope));
        }
        catch (error) {
            throw new _problems_js__WEBPACK_IMPORTED_MODULE_1__/* .ProblemsError */ .FQ([liquidProblem(error, piece.line, file)], { cause: error });
        }
    };
    const words = (pieces) => pieces.map((piece) => render(piece).trim()).filter((word) => word !== '');
    return {
        title: render(template.title).replace(/\s+/g, ' ').trim(),
        body: render(template.body),
        labels: template.labels === undefined ? [...inputLabels] : [...new Set(words(template.labels))],
        assignees: [...new Set(words(template.assignees))],
    };
}
/** The variables of a template; docs/templates.md lists them. */
function scopeOf({ period, report, dataset, target, links }) {
    return {
        period: { period: period.period, year: period.year, month: period.month, status: period.status },
        dataset: dataset.columns,
        report: report.columns,
        repository: `${target.owner}/${target.name}`,
        ...links,
    };
}
function parsePiece(engine, text, line, file) {
    try {
        return { template: engine.parse(text), line };
    }
    catch (error) {
        throw new _problems_js__WEBPACK_IMPORTED_MODULE_1__/* .ProblemsError */ .FQ([liquidProblem(error, line, file)], { cause: error });
    }
}
/** LiquidJS counts lines from the beginning of the piece. */
function liquidProblem(error, firstLine, file) {
    if (!(error instanceof liquidjs__WEBPACK_IMPORTED_MODULE_2__/* .LiquidError */ .HN))
        return templateProblem(String(error), file, firstLine);
    const [lineInPiece] = error.token.getPosition();
    const message = error.originalError?.message ?? error.message;
    return templateProblem(message.replace(/, line:\d+, col:\d+$/, ''), file, firstLine + (lineInPiece ?? 1) - 1);
}
function templateProblem(what, file, line) {
    return { code: 'template-invalid', message: `${file}, line ${line}: ${what}`, place: { file, line } };
}
/** Splits off the front matter, checks its keys, and keeps the lines. */
function splitFrontMatter(text, file) {
    const match = /^\uFEFF?---[ \t]*\r?\n([\s\S]*?)^---[ \t]*(?:\r?\n|$)/m.exec(text);
    if (match === null || match.index !== 0) {
        (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .fail */ .fJ)('template-invalid', `${file}, line 1: no front matter, expected "---", a title, and "---"`, { file, line: 1 });
    }
    const [whole, yaml = ''] = match;
    return { values: readYaml(yaml, file), body: text.slice(whole.length), bodyLine: whole.split('\n').length };
}
function readYaml(yaml, file) {
    const lines = new yaml__WEBPACK_IMPORTED_MODULE_0__/* .LineCounter */ .HN();
    const document = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .parseDocument */ .Tp)(yaml, { lineCounter: lines, logLevel: 'silent' });
    // The front matter begins on the file's second line.
    const lineAt = (offset) => lines.linePos(offset ?? 0).line + 1;
    const problems = document.errors.map((error) => {
        const hint = yaml.includes('{{') ? ' (a value with {{ … }} must be quoted)' : '';
        return templateProblem(`${error.message.split('\n')[0]}${hint}`, file, lineAt(error.pos[0]));
    });
    if (problems.length > 0)
        throw new _problems_js__WEBPACK_IMPORTED_MODULE_1__/* .ProblemsError */ .FQ(problems);
    const values = new Map();
    const { contents } = document;
    if (!(0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isMap */ .jh)(contents))
        (0,_problems_js__WEBPACK_IMPORTED_MODULE_1__/* .fail */ .fJ)('template-invalid', `${file}, line 2: the front matter is not a list of keys`, { file, line: 2 });
    for (const { key, value } of contents.items) {
        const name = (0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(key) ? String(key.value) : '';
        const line = lineAt((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isScalar */ .jn)(key) ? key.range?.[0] : undefined);
        const texts = textsOf((0,yaml__WEBPACK_IMPORTED_MODULE_0__/* .isNode */ .Ll)(value) ? value.toJS(document) : undefined);
        if (!isKey(name))
            problems.push(templateProblem(`unknown key "${name}", expected one of ${KEYS.join(', ')}`, file, line));
        else if (texts === undefined)
            problems.push(templateProblem(`"${name}" is not text${hintFor(name)}`, file, line));
        else
            values.set(name, { texts: name === 'title' ? texts : texts.flatMap((part) => part.split(',')), line });
    }
    if (problems.length > 0)
        throw new _problems_js__WEBPACK_IMPORTED_MODULE_1__/* .ProblemsError */ .FQ(problems);
    return values;
}
function isKey(name) {
    return KEYS.includes(name);
}
function hintFor(name) {
    return name === 'title'
        ? '; a value with {{ … }} must be quoted'
        : ' or a list of texts; a value with {{ … }} must be quoted';
}
/** A text, a number, or a list of them; undefined for anything else. */
function textsOf(value) {
    if (value === null || value === undefined)
        return [];
    if (typeof value === 'string' || typeof value === 'number')
        return [String(value)];
    if (!Array.isArray(value))
        return undefined;
    const texts = value.map((item) => typeof item === 'string' || typeof item === 'number' ? String(item) : undefined);
    return texts.every((item) => item !== undefined) ? texts : undefined;
}


/***/ })

};
