namespace SipEdge.Demo;

/// <summary>The demo's call did not go as it must; the message says what was seen.</summary>
internal sealed class DemoFailedException(string message) : Exception(message);
