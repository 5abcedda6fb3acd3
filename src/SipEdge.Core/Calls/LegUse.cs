namespace SipEdge.Core.Calls;

/// <summary>What a loop wants of a call of another one.</summary>
internal enum LegUse : byte
{
    /// <summary>An INVITE with Replaces: the leg that stays.</summary>
    TakeOver,

    /// <summary>A REFER that the edge carries out: the leg that stays.</summary>
    Join,

    /// <summary>A REFER that is passed on: what the far end calls the dialog.</summary>
    Name,
}
