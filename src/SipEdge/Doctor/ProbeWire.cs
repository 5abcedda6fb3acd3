using System.Net;
using SipEdge.Sip.Transport;

namespace SipEdge.Doctor;

/// <summary>The way to one target: whole messages out and in, from a port of its own.</summary>
internal abstract class ProbeWire : IAsyncDisposable
{
    /// <summary>As Via names it.</summary>
    public abstract string ViaTransport { get; }

    public abstract bool IsReliable { get; }

    public abstract IPEndPoint Local { get; }

    public abstract Task<FlowFailure> SendAsync(byte[] message, CancellationToken cancellation);

    /// <exception cref="OperationCanceledException">Nothing came by then; another call goes on waiting.</exception>
    public abstract Task<Received> ReceiveAsync(CancellationToken cancellation);

    public abstract ValueTask DisposeAsync();

    /// <summary>A message, or why there will be none any more.</summary>
    /// <param name="Bytes">Empty when the wire failed.</param>
    /// <param name="Failure">What happened to the wire; none with a message.</param>
    internal readonly record struct Received(byte[] Bytes, FlowFailure Failure);
}
