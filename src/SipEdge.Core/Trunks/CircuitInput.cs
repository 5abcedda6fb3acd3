namespace SipEdge.Core.Trunks;

/// <summary>What happens to a circuit.</summary>
internal enum CircuitInput : byte
{
    /// <summary>Too many calls have failed.</summary>
    Break,

    /// <summary>A call asks to be let through.</summary>
    Enter,

    /// <summary>One that was let through went well.</summary>
    Well,

    /// <summary>It failed by the gateway's fault.</summary>
    Fault,

    /// <summary>It ended before the gateway had said anything of it.</summary>
    Unknown,
}
