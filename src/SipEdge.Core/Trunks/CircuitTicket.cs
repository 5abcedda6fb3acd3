namespace SipEdge.Core.Trunks;

/// <summary>How a call went to an address, kept until it is known how it ended.</summary>
/// <param name="Generation">Of the circuit's state then.</param>
internal readonly record struct CircuitTicket(CircuitTicket.Of Kind, byte Generation)
{
    internal enum Of : byte
    {
        /// <summary>There is nothing to tell, or it was told.</summary>
        Nothing,

        /// <summary>One of many.</summary>
        Counted,

        /// <summary>It has one of the places of a half-open circuit.</summary>
        Trial,

        /// <summary>It is not wanted there.</summary>
        Unasked,
    }
}
