namespace SipEdge.Core.Rewrite;

/// <summary>How a caller is told of ringing (RFC 3262 §3).</summary>
internal enum CallerRings : byte
{
    /// <summary>As RFC 3261 has it: what is lost is lost.</summary>
    Plainly,

    /// <summary>Reliably where a description comes with it.</summary>
    ReliablyWithMedia,

    /// <summary>Reliably, always.</summary>
    Reliably,
}
