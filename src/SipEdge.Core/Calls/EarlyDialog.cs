using SipEdge.Sip.Dialogs;
using SipEdge.Sip.Transport;

namespace SipEdge.Core.Calls;

/// <summary>
/// One place where a forked call rings (RFC 3261 §12.1): the dialog with it, and the dialog of the caller that mirrors it.
/// Owned by the call's loop.
/// </summary>
internal sealed class EarlyDialog(BufferPool buffers)
{
    /// <summary>Towards the one that rings; empty where its response had no tag.</summary>
    public Dialog Callee { get; } = new(buffers);

    /// <summary>The last number of the caller's requests on this dialog (§12.2.2); its INVITE's to begin with.</summary>
    public uint CallerCSeq { get; private set; }

    /// <summary>The number of the INVITE that it answers, which its PRACK names (RFC 3262 §7.2).</summary>
    public uint CalleeCSeq { get; set; }

    /// <summary>The gateway that it came from still rings.</summary>
    public bool Rings { get; private set; }

    /// <summary>The caller ended this one and waits for the others (§15).</summary>
    public bool GivenUp { get; set; }

    /// <summary>What it answered early, in a 1xx: a 2xx without an answer means the same (§13.2.1).</summary>
    public HeldBytes Answer;

    /// <summary>And what the caller was told of it: the 2xx says the same again, o= line and all.</summary>
    public HeldBytes Told;

    /// <summary>The number of the last reliable response that came from it; 0 before the first (RFC 3262 §4).</summary>
    public uint HeardRSeq { get; private set; }

    /// <summary>And of the last that the caller was told.</summary>
    public uint ToldRSeq { get; set; }

    /// <summary>What the caller has yet to acknowledge, and what it is to be told then.</summary>
    public Ringing Unacknowledged;

    public Ringing Waiting;

    /// <summary>Its reliable response brought an offer, and its PRACK waits for the caller's answer (RFC 3262 §5).</summary>
    public bool AwaitsAnswer { get; set; }

    /// <summary>Offer and answer are done with it, since one of them came reliably.</summary>
    public bool Agreed { get; set; }

    /// <summary>And with the caller on the dialog that mirrors it.</summary>
    public bool CallerAgreed { get; set; }

    /// <summary>It takes UPDATE; null until it says.</summary>
    public bool? AllowsUpdate { get; set; }

    /// <summary>The caller has a description of it yet to acknowledge.</summary>
    public bool IsUnacknowledged => Unacknowledged.HasDescription || Waiting.HasDescription;

    /// <summary>In order, and the first time (RFC 3262 §4): the next is one more than the last, whatever the first was.</summary>
    public bool TakeReliable(uint rseq)
    {
        if (HeardRSeq != 0 && rseq != HeardRSeq + 1)
        {
            return false;
        }
        HeardRSeq = rseq;
        return true;
    }

    public void Begin(uint inviteCSeq)
    {
        CallerCSeq = inviteCSeq;
        Rings = true;
    }

    public bool AcceptCallerCSeq(uint cseq)
    {
        if (cseq <= CallerCSeq)
        {
            return false;
        }
        CallerCSeq = cseq;
        return true;
    }

    /// <summary>Another gateway is tried, or the call was answered elsewhere.</summary>
    public void Silence()
    {
        Callee.Clear();
        Answer.Clear(buffers);
        Told.Clear(buffers);
        Rings = false;
        HeardRSeq = 0;
        AwaitsAnswer = false;
        Agreed = false;
        AllowsUpdate = null;
    }

    public void Clear()
    {
        Silence();
        CallerCSeq = 0;
        GivenUp = false;
        ToldRSeq = 0;
        CallerAgreed = false;
        Unacknowledged.Clear(buffers);
        Waiting.Clear(buffers);
    }
}
