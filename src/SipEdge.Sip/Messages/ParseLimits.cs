namespace SipEdge.Sip.Messages;

/// <summary>
/// How much of a message is read before it is refused. <c>new ParseLimits()</c> is all zeros and refuses everything; start
/// from <see cref="Default"/>.
/// </summary>
/// <param name="MaxMessage">Head and body. Default 65,535: what a datagram can hold, and the same for streams.</param>
/// <param name="MaxLine">One header with its continuation lines. Default 8,192: room for a STIR Identity header.</param>
/// <param name="MaxHeaders">Default 128, while an INVITE has about 20; at most <see cref="SipParser.MaxHeaders"/>.</param>
public readonly record struct ParseLimits(int MaxMessage = 65535, int MaxLine = 8192, int MaxHeaders = SipParser.MaxHeaders)
{
    /// <summary>The limits when nothing is configured.</summary>
    public static ParseLimits Default { get; } = new(65535);
}
