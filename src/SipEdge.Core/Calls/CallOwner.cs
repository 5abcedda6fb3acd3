namespace SipEdge.Core.Calls;

/// <summary>Which transaction of a call a response belongs to.</summary>
internal enum OwnerPurpose : byte
{
    /// <summary>Nobody waits for the outcome (BYE of a call that is over).</summary>
    None,

    /// <summary>The INVITE of an attempt.</summary>
    Attempt,

    /// <summary>The caller's or callee's INVITE server transaction.</summary>
    ServerInvite,

    /// <summary>A re-INVITE relayed to the other leg.</summary>
    Reinvite,

    /// <summary>The first of <see cref="Call.MaxExchanges"/> UPDATE or INFO requests relayed to the other leg.</summary>
    Exchange,

    /// <summary>An INFO with a digit that the edge sends by itself; the index is the side.</summary>
    Digit,

    /// <summary>A PRACK; the index is that of the early dialog.</summary>
    Prack,

    /// <summary>An UPDATE by which the edge refreshes a session; the index is the side.</summary>
    Refresh,

    /// <summary>
    /// A BYE to a peer that may challenge it. It outlives its call: the slot is a place in <see cref="Farewells"/>, and the index
    /// tells whether it was challenged before.
    /// </summary>
    Farewell,

    /// <summary>A NOTIFY that tells a referrer how its transfer goes.</summary>
    Notify,

    /// <summary>A re-INVITE to a leg that is being joined with another call; the index is the side it gets there.</summary>
    Join,

    /// <summary>A REGISTER of the edge; the slot is the registration's place, the generation its turn.</summary>
    Registration,

    /// <summary>A request that is no call; the slot is a place in the loop's table of them.</summary>
    Passing,

    /// <summary>Of no call: a REGISTER to a phone's PBX, or OPTIONS to a phone.</summary>
    Phone,

    /// <summary>OPTIONS to a gateway; the slot is a place of the keeper of pings, the generation its turn.</summary>
    Ping,
}

/// <summary>
/// What a call writes on its transactions so that their outcome finds it again: slot, generation and purpose in one number.
/// </summary>
internal readonly record struct CallOwner(int Slot, int Generation, OwnerPurpose Purpose, int Index = 0)
{
    public const int GenerationMask = 0xFFFFFF;

    public long Value =>
        ((long)Slot << 32) | ((long)(Generation & GenerationMask) << 8) | (uint)((int)Purpose << 4) | (uint)Index;

    public static CallOwner From(long value) =>
        new((int)(value >> 32), (int)(value >> 8) & GenerationMask, (OwnerPurpose)((value >> 4) & 0xF), (int)value & 0xF);

    public bool Names(Call call) => (call.Generation & GenerationMask) == Generation;
}
