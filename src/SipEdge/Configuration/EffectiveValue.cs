using SipEdge.Core.Configuration;

namespace SipEdge.Configuration;

/// <summary>
/// A value in force. Written: where it stands, in the configuration or in a profile; null for a default. Value null: nothing is
/// set, and there is no default.
/// </summary>
internal sealed record EffectiveValue(string Path, string? Value, ConfigLine? Written);
