namespace SipEdge.Core.Configuration;

/// <summary>
/// Which numbers a caller may show. Number: what every call leaves with, in canonical form; null unless forced.
/// </summary>
public sealed record CallerIdRule(CallerIdMode Mode, byte[]? Number, ConfigLine Line);
