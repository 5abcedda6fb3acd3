using SipEdge.Sip.Transactions;

namespace SipEdge.Core.Calls;

/// <summary>How far a transfer is.</summary>
internal enum TransferStage : byte
{
    /// <summary>The target is called; the calls that were are untouched.</summary>
    Calling,

    /// <summary>A leg that stays was offered the other one's media.</summary>
    Joining,

    /// <summary>Done, failed or given up: nothing of it waits for anything.</summary>
    Over,
}

/// <summary>
/// A transfer that the edge carries out: the call it was asked in, and the call that takes its place. Both name it while it lasts.
/// Made when a REFER or a Replaces is accepted, so a plain call has none. Owned by the loop of the calls.
/// </summary>
internal sealed class Transfer
{
    public required Call Old { get; init; }

    public required int OldGeneration { get; init; }

    /// <summary>Who asked, in <see cref="Old"/>, or is replaced there; the leg across from it stays.</summary>
    public required CallSide Referrer { get; init; }

    public CallSide Stays => Referrer.Other();

    /// <summary>The other call of the referrer, where it named one (Replaces): the leg across from it stays too.</summary>
    public Call? Second { get; init; }

    public int SecondGeneration { get; init; }

    /// <summary>The referrer's leg there.</summary>
    public CallSide SecondReferrer { get; init; }

    /// <summary>CSeq of the REFER, by which its NOTIFYs name it (RFC 3515 §2.4.6).</summary>
    public uint ReferCSeq { get; init; }

    /// <summary>
    /// An INVITE with Replaces asked, not a REFER: the new call has a caller, who waits for its answer and takes the place of
    /// <see cref="Referrer"/>.
    /// </summary>
    public bool ByInvite { get; init; }

    /// <summary>It wants to be told; false with Refer-Sub: false (RFC 4488) or when it no longer answers.</summary>
    public bool Notifies { get; set; }

    /// <summary>The loop that has the leg that stays, and decides what becomes of it; null where it is here.</summary>
    public int? LentTo { get; init; }

    /// <summary>The leg that stays has gone: nobody is left to go on with.</summary>
    public bool StayingLost { get; set; }

    /// <summary>The call that is made of it.</summary>
    public Call? New { get; set; }

    public TransferStage Stage { get; set; }

    /// <summary>The referrer hung up meanwhile: the old call lives by the other leg alone.</summary>
    public bool ReferrerLeft { get; set; }

    /// <summary>The status it was told last.</summary>
    public int Told { get; set; }

    /// <summary>The re-INVITE under way to a leg that stays.</summary>
    public TransactionId JoinClient { get; set; }

    /// <summary>CSeq of the re-INVITE under way to a leg that stays.</summary>
    public uint JoinCSeq { get; set; }

    /// <summary>CSeq of the re-INVITE whose 2xx waits for its ACK, with two legs to join.</summary>
    public uint OffererCSeq { get; set; }

    public bool IsOld(Call call) => Old == call && call.Generation == OldGeneration;

    public bool IsSecond(Call call) => Second == call && call.Generation == SecondGeneration;
}
