namespace SipEdge.Core.Configuration;

/// <summary>What a source hears that no address entry knows and that no credential could help.</summary>
public enum UnknownSourcePolicy : byte { Drop, Forbid, Challenge }
