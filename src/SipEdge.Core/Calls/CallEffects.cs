namespace SipEdge.Core.Calls;

/// <summary>
/// What the call's owner does after a step of <see cref="CallMachine"/>; several at once, in the order of the members.
/// </summary>
[Flags]
internal enum CallEffects : ushort
{
    None = 0,
    RelayProvisional = 1,
    RelayAnswer = 2,

    /// <summary>ACK towards the callee, where the 2xx has not been acknowledged yet.</summary>
    AckCallee = 4,

    TryNextGateway = 8,

    /// <summary>The final response to the caller's INVITE; the input says which.</summary>
    RefuseCaller = 16,

    CancelCallee = 32,
    ByeCallee = 64,
    ByeCaller = 128,

    /// <summary>Media closed, record written.</summary>
    Finish = 256,

    /// <summary>The call object goes back to the table.</summary>
    Release = 512,
}
