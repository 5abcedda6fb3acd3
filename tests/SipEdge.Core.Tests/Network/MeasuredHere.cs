using System.Diagnostics.Metrics;

namespace SipEdge.Core.Tests.Network;

/// <summary>
/// What a counter counts on this thread, which is the simulated edge's: other tests measure with meters of that name at the same
/// time, on threads of their own.
/// </summary>
internal sealed class MeasuredHere : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly int _thread = Environment.CurrentManagedThreadId;

    public MeasuredHere(string counter)
    {
        _listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name == counter)
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        _listener.SetMeasurementEventCallback<long>(
            (_, value, _, _) => Sum += Environment.CurrentManagedThreadId == _thread ? value : 0);
        _listener.Start();
    }

    public long Sum { get; private set; }

    public void Dispose() => _listener.Dispose();
}
