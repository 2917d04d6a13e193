// A bare Node program that makes one fetch.
await fetch(`${process.env.GITHUB_API_URL}/first`);
