namespace SipEdge.Core.Configuration;

/// <summary>What a trunk is told of diversions (RFC 5806).</summary>
public enum DiversionMode : byte
{
    /// <summary>What a trusted peer says of them.</summary>
    Pass,

    /// <summary>One of our own on every call, in place of what the caller's side says.</summary>
    Static,

    Off,
}
