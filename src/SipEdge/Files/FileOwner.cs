namespace SipEdge.Files;

/// <summary>Numbers of a file's user and group.</summary>
internal readonly record struct FileOwner(uint User, uint Group);
