using SipEdge.Core.Configuration;
using SipEdge.Hosting;

namespace SipEdge.Tests.Hosting;

public sealed class RelaySettingsTests
{
    /// <summary>Every line of every call, those in the reserve of each loop included.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    public void The_relay_has_room_for_all_lines_of_all_calls(int loops)
    {
        var model = EdgeModel.Default;
        var calls = model.Calls.MaxCalls + (loops * CallOptions.EmergencyReserve);
        Assert.Equal(4 * calls, RelaySettings.Of(model, loops).MaxSessions);
    }
}
