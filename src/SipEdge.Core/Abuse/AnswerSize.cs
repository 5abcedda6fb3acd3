namespace SipEdge.Core.Abuse;

/// <summary>
/// How long an answer to a stranger over UDP may be. The source of its request may be forged, so what is answered goes to
/// somebody who never asked: it must not be worth sending the edge a request instead of sending it there directly.
/// </summary>
internal static class AnswerSize
{
    /// <summary>An answer with everything that could be offered.</summary>
    public static int Full(int requestBytes) => requestBytes + (requestBytes / 5);

    /// <summary>The shortest one that is of use; when it is longer than this there is none.</summary>
    public static int Most(int requestBytes) => requestBytes + (requestBytes / 2);
}
