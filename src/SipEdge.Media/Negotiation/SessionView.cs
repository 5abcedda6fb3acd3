using SipEdge.Media.Sdp;

namespace SipEdge.Media.Negotiation;

/// <summary>What the session part of a description says for every line that does not say it itself.</summary>
internal ref struct SessionView
{
    public MediaDirection Direction;

    public static SessionView Read(in SdpView view)
    {
        var session = default(SessionView);
        foreach (var line in view.SessionLines)
        {
            LineReader.ReadDirection(line, ref session.Direction);
        }

        return session;
    }
}
