namespace SipEdge.Core.Calls;

/// <summary>One loop asks another for a call that a Replaces names. Immutable.</summary>
internal sealed record LegQuestion(int Loop, int Number, LegUse Use, byte[] Replaces, LegPeer Asker)
{
    /// <summary>The asker may take over calls of its own trunk.</summary>
    public bool MayTakeOver { get; init; }

    /// <summary>Who will be told the name of the dialog.</summary>
    public LegPeer? Told { get; init; }
}
