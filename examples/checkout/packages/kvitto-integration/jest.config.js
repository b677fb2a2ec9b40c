module.exports = { displayName: 'kvitto', passWithNoTests: true };
