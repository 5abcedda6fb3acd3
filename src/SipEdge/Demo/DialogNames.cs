namespace SipEdge.Demo;

/// <summary>One end's view of its dialog: From and To header values as that end writes them, and the Call-ID.</summary>
internal sealed record DialogNames(string Local, string Remote, string CallId);
