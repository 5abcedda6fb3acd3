namespace SipEdge.Hosting;

/// <summary>A listener's address cannot be bound; the message names the listener, the address and the cause.</summary>
internal sealed class ListenerUnavailableException(string message, Exception cause) : IOException(message, cause);
