using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>What the session part of a description says for every line that does not say it itself.</summary>
internal ref struct SessionView
{
    public MediaDirection Direction;
    public TransportView Transport;

    public static SessionView Read(in SdpView view)
    {
        var session = default(SessionView);
        var ownFingerprint = false;
        foreach (var line in view.SessionLines)
        {
            LineReader.ReadDirection(line, ref session.Direction);
            session.Transport.Read(line, ref ownFingerprint);
        }

        return session;
    }
}
