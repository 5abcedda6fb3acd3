namespace SipEdge.Demo;

/// <summary>One end's way to the edge: whole SIP messages out and in.</summary>
internal interface IDemoWire : IAsyncDisposable
{
    /// <summary>As Via names it.</summary>
    string Transport { get; }

    /// <summary>This end's host:port, for Via and Contact.</summary>
    string Local { get; }

    Task SendAsync(byte[] message, CancellationToken cancellation);

    Task<byte[]> ReceiveAsync(CancellationToken cancellation);
}
