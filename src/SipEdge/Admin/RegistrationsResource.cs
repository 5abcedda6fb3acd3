using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;

namespace SipEdge.Admin;

/// <summary>
/// GET /registrations: where every trunk that registers stands. GET /registrations/NAME/capture: what passed between it and its
/// registrar last, as pcapng; only on the unix socket.
/// </summary>
internal static class RegistrationsResource
{
    public static void Map(IEndpointRouteBuilder routes, IEdgeControl edge)
    {
        routes.MapGet("/registrations", async context => await context.Response.WriteAsJsonAsync(
            edge.Registrations(), AdminJson.Default.IReadOnlyListRegistrationReport, cancellationToken: context.RequestAborted)
            .ConfigureAwait(false));
        routes.MapGet("/registrations/{trunk}/capture", async (HttpContext context, string trunk) =>
        {
            var stop = context.RequestAborted;
            if (context.Connection.LocalIpAddress is null
                && await edge.CaptureAsync(trunk, stop).ConfigureAwait(false) is { } capture)
            {
                await context.Response.WriteAsJsonAsync(capture, AdminJson.Default.CaptureReport, cancellationToken: stop)
                    .ConfigureAwait(false);
                return;
            }

            context.Response.StatusCode = StatusCodes.Status404NotFound;
        });
    }
}
