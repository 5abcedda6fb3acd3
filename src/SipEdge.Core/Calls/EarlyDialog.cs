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

    /// <summary>The gateway that it came from still rings.</summary>
    public bool Rings { get; private set; }

    /// <summary>The caller ended this one and waits for the others (§15).</summary>
    public bool GivenUp { get; set; }

    /// <summary>What it answered early, in a 1xx: a 2xx without an answer means the same (§13.2.1).</summary>
    public HeldBytes Answer;

    /// <summary>And what the caller was told of it: the 2xx says the same again, o= line and all.</summary>
    public HeldBytes Told;

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
    }

    public void Clear()
    {
        Silence();
        CallerCSeq = 0;
        GivenUp = false;
    }
}
