namespace SipEdge.Hosting;

/// <summary>What a drain needs to know and to do; the edge in the product, a list of numbers in a test.</summary>
internal interface IDrainable
{
    void BeginDrain();

    /// <summary>Ends the calls that are left, with a BYE to both sides.</summary>
    void EndCalls();

    Task<int> LiveCallsAsync(CancellationToken cancellation);

    /// <summary>Trunks whose registration is being removed at their carrier.</summary>
    Task<int> UnregisteringAsync(CancellationToken cancellation);
}
