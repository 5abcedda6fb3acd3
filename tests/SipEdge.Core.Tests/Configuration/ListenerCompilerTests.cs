using System.Text;
using SipEdge.Core.Configuration;

namespace SipEdge.Core.Tests.Configuration;

public class ListenerCompilerTests
{
    [Theory]
    [InlineData("192.0.2.10:5060", null, "192.0.2.10:5060")]
    [InlineData("[2001:db8::10]:5070", null, "[2001:db8::10]:5070")]
    [InlineData("0.0.0.0:5060", "edge.example", "edge.example:5060")]
    [InlineData("[::]:5060", "[2001:db8::99]:5080", "[2001:db8::99]:5080")]
    public void A_listener_is_called_by_what_it_advertises_else_by_its_address_in_the_form_of_a_uri(
        string bind, string? advertise, string sentBy)
    {
        var options = TestOptions.Edge() with
        {
            Listeners = [new ListenerOptions { Name = "one", Bind = bind, Advertise = advertise }],
        };
        Assert.Equal(sentBy, Encoding.ASCII.GetString(
            ModelCompiler.Compile(options, TestOptions.NoSecrets, ConfigPositions.None).Listeners[0].SentBy));
    }
}
